//go:build !faults

package fault_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"rialto/internal/platform/fault"
)

func TestNothingHappensWithoutTheTag(t *testing.T) {
	t.Parallel()
	if err := fault.Arm("order.confirm=error"); !errors.Is(err, fault.ErrDisabled) {
		t.Fatalf("Arm without the tag: %v, want ErrDisabled", err)
	}
	fault.Point("order.confirm")
	if err := fault.Err(t.Context(), "order.confirm"); err != nil {
		t.Errorf("Err without the tag: %v", err)
	}
	if names := fault.Names(); len(names) != 0 || fault.Enabled {
		t.Errorf("names %v, enabled %v", names, fault.Enabled)
	}
}

// TestPointsCostNothingWithoutTheTag asks the compiler: an inlined call of an empty function leaves
// no instruction behind.
func TestPointsCostNothingWithoutTheTag(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "build", "-gcflags=-m", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go build -gcflags=-m: %v\n%s", err, out)
	}
	for _, want := range []string{"can inline Point", "can inline Err"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the compiler does not say %q:\n%s", want, out)
		}
	}
}

// TestWithTheTag runs the tagged tests too, so that a plain "go test" covers both builds.
func TestWithTheTag(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "go", "test", "-tags=faults", ".")
	cmd.Env = append(os.Environ(), "RIALTO_FAULT=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go test -tags=faults: %v\n%s", err, out)
	}
}
