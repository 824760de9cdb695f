package gateway

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write api/openapi.yaml anew")

const committedSpec = "../../api/openapi.yaml"

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	b := setup(t)
	got, err := b.gateway.spec()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(committedSpec, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(committedSpec)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatal("api/openapi.yaml differs from the code. If the change is meant: go test ./internal/gateway -run TestOpenAPI -update")
	}
}
