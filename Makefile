# Rialto. `make` alone lists the targets; what stands after ## is their description.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO ?= go
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/rialto
TOOLS := $(CACHE)/tools
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

# Tools are pinned and compiled by Go itself, into caches that need no root. The plugins' versions are those of go.mod.
STATICCHECK := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
BUF := PATH="$(TOOLS):$$PATH" $(GO) run github.com/bufbuild/buf/cmd/buf@v1.75.0
TEMPL := $(GO) run github.com/a-h/templ/cmd/templ@v0.3.1100
PLUGINS := google.golang.org/protobuf/cmd/protoc-gen-go connectrpc.com/connect/cmd/protoc-gen-connect-go

# What is tested a second time: with the race detector, if a C compiler is there, and with the crash points compiled in.
RACE := ./internal/platform/sqldb/... ./internal/order/... ./internal/inventory/... ./internal/payment/...
GCC := $(shell command -v gcc)
FAULTS = $(addprefix ./,$(sort $(dir $(shell grep -rl --include='*_test.go' '^//go:build faults' internal test))))

.PHONY: help run build test race crash twins vet check generated sim bench bench-pages screenshots generate

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start the marketplace on ./rialto-data (ARGS="--listen …" for flags)
	$(GO) run ./cmd/rialto $(ARGS)

build: ## Build bin/rialto, static and small
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X rialto/internal/cli.version=$(VERSION)' -o bin/rialto ./cmd/rialto
	@ls -l bin/rialto

test: vet ## All that must hold: vet, staticcheck, every test, -race where it matters, crash points; counts what is skipped
	$(GO) run ./internal/house/testsum $(if $(GCC),,-skip "race detector: no C compiler (gcc)") -timeout 15m ./... \
		$(if $(GCC),-- -race -timeout 15m $(RACE)) $(if $(FAULTS),-- -tags=faults -timeout 15m $(FAULTS))

race: ## The tests of the rooms that matter most, with the race detector alone
	$(GO) run ./internal/house/testsum -race -timeout 15m $(RACE)

crash: ## Kill the program 1,000 times at its points, 200 times at random moments, and PostgreSQL 50 times under it (RIALTO_CRASH_ROUNDS, _RANDOM, _DATABASE)
	RIALTO_CRASH_ROUNDS=$(or $(RIALTO_CRASH_ROUNDS),13) RIALTO_CRASH_RANDOM=$(or $(RIALTO_CRASH_RANDOM),200) \
		RIALTO_CRASH_DATABASE=$(or $(RIALTO_CRASH_DATABASE),50) $(GO) test -count=1 -v -timeout 6h -run Killed ./test/faults

twins: ## 1,000 carts × 20 twins with gateway time-outs, and every limit raced 200 times (RIALTO_TWINS, RIALTO_RACES)
	RIALTO_TWINS=$(or $(RIALTO_TWINS),1000) RIALTO_RACES=$(or $(RIALTO_RACES),200) \
		$(GO) test -count=1 -v -timeout 2h -run 'Twins|Limit' ./test/journey

vet:
	$(GO) vet ./...
	$(GO) vet -tags=faults ./...
	$(STATICCHECK) ./...

check: vet generated ## Quick, before a commit: gofmt, vet, staticcheck, the rules of the house, generated code
	@dirty=$$(gofmt -l cmd internal test $(wildcard bench)); if [ -n "$$dirty" ]; then echo "gofmt these: $$dirty"; exit 1; fi
	$(GO) test ./internal/app ./internal/house/...

sim: ## 1,000,000 simulated schedules, with progress (SIM_SCHEDULES=n, SIM_FIRST=seed; SIM_SEED=n replays one with a trace)
	SIM_SCHEDULES=$(or $(SIM_SCHEDULES),1000000) SIM_PROGRESS=5 $(GO) test -count=1 -v -timeout 24h -run TestSchedules ./test/sim

bench: ## Measure the whole shop: reads, orders, memory, start, size (ARGS="--only reads")
	$(GO) run ./bench $(ARGS)

bench-pages: ## Measure the pages on the demo, in a browser: paint, weight, CPU, times (ARGS="--quick")
	$(GO) run ./bench --only pages $(ARGS)

screenshots: ## Take the README's pictures of the demo anew: docs/pictures
	RIALTO_SCREENSHOTS=$(CURDIR)/docs/pictures $(GO) test -count=1 -run TestPictures ./test/browser

generate: plugins ## Generate gen/ from api/proto, and Go from the pages' templates
	$(BUF) generate
	$(TEMPL) generate -path internal

generated: plugins
	$(BUF) lint
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; $(BUF) generate -o "$$fresh"; \
		diff -r "$$fresh/gen" gen || { echo "gen/ is not what api/proto says: make generate"; exit 1; }
	@$(TEMPL) generate -path internal >/dev/null 2>&1; git diff --quiet -- 'internal/**/*_templ.go' || { echo "a page's Go is not what its template says: make generate"; exit 1; }

.PHONY: plugins
plugins:
	@mkdir -p $(TOOLS)
	@GOBIN=$(TOOLS) $(GO) install $(PLUGINS)
