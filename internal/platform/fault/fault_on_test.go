//go:build faults

package fault_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"rialto/internal/platform/fault"
)

// Armed faults belong to the whole process, so these tests run one after the other.

const asVictim = "RIALTO_FAULT_TEST_VICTIM"

// TestMain lets the test binary be its own victim: with asVictim set it passes a point five times,
// says so each time and waits for its input to end.
func TestMain(m *testing.M) {
	if os.Getenv(asVictim) == "" {
		os.Exit(m.Run())
	}
	for i := 1; i <= 5; i++ {
		fmt.Println("pass", i)
		fault.Point("victim.step")
	}
	if os.Getenv(asVictim) == "wait" {
		_, _ = os.Stdin.Read(make([]byte, 1))
	}
	fmt.Println("survived")
}

func arm(t *testing.T, spec string) {
	t.Helper()
	if err := fault.Arm(spec); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fault.Disarm)
}

// awaitPass returns once name was passed and nothing has come out of done: it hangs.
func awaitPass(t *testing.T, name string, done <-chan error) {
	t.Helper()
	for !slices.Contains(fault.Names(), name) {
		select {
		case err := <-done:
			t.Fatalf("%s did not hang: %v", name, err)
		default:
			runtime.Gosched()
		}
	}
}

func TestErrFailsAtEachPassOrOnlyAtTheNth(t *testing.T) {
	for _, c := range []struct {
		spec string
		want []bool // failed, by pass
	}{
		{"", []bool{false, false, false}},
		{"pay.capture=error", []bool{true, true, true}},
		{"pay.capture=error@2", []bool{false, true, false}},
		{"pay.other=error", []bool{false, false, false}},
		{" pay.other=hang , pay.capture=error@3 ", []bool{false, false, true}},
	} {
		t.Run(c.spec, func(t *testing.T) {
			arm(t, c.spec)
			for i, want := range c.want {
				err := fault.Err(t.Context(), "pay.capture")
				if errors.Is(err, fault.ErrInjected) != want {
					t.Errorf("pass %d: %v, want a failure: %v", i+1, err, want)
				}
				if want && !strings.Contains(err.Error(), "pay.capture") {
					t.Errorf("the error does not name its point: %v", err)
				}
			}
		})
	}
}

func TestErrHangsUntilItsContextEnds(t *testing.T) {
	arm(t, "pay.slow=hang")
	gone := errors.New("the caller went away")
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan error)
	go func() { done <- fault.Err(ctx, "pay.slow") }()
	awaitPass(t, "pay.slow", done)
	cancel(gone)
	if err := <-done; !errors.Is(err, gone) {
		t.Errorf("%v, want what ended the context", err)
	}
}

func TestDisarmLetsGoOfWhatHangs(t *testing.T) {
	arm(t, "bus.relay=hang,pay.capture=hang")
	done := make(chan error)
	go func() { fault.Point("bus.relay"); done <- nil }()
	go func() { done <- fault.Err(context.Background(), "pay.capture") }()
	awaitPass(t, "bus.relay", done)
	awaitPass(t, "pay.capture", done)
	fault.Disarm()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestPointRefusesAnErrorItCannotReturn(t *testing.T) {
	arm(t, "bus.relay=error")
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, "use Err there") {
			t.Errorf("panic %q does not teach what to do", got)
		}
	}()
	fault.Point("bus.relay")
	t.Error("the armed error was ignored")
}

func TestNamesListsEveryPointPassed(t *testing.T) {
	fault.Point("names.b")
	_ = fault.Err(t.Context(), "names.a")
	names := fault.Names()
	if !slices.IsSorted(names) || !slices.Contains(names, "names.a") || !slices.Contains(names, "names.b") {
		t.Errorf("names: %v", names)
	}
}

func TestArmRefusesASpecWithAMistake(t *testing.T) {
	for spec, want := range map[string]string{
		"order.confirm":                  "is not name=action",
		"=kill":                          "is not name=action",
		"order.confirm=explode":          `action "explode" is unknown`,
		"order.confirm=kill@0":           "not a number from 1 on",
		"order.confirm=kill@":            "not a number from 1 on",
		"a.b=error,order.confirm=kill@x": "not a number from 1 on",
		"random=kill":                    "random=kill@250ms",
		"random=hang@1s":                 "random=kill@250ms",
		"random=kill@-1s":                "random=kill@250ms",
	} {
		if err := fault.Arm(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", spec, err, want)
		}
	}
	if err := fault.Err(t.Context(), "a.b"); err != nil {
		t.Errorf("a refused spec armed its first half: %v", err)
	}
}

// victim runs the test binary with a fault and returns what it printed and how it ended.
func victim(t *testing.T, mode, spec string) (printed string, killed bool, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asVictim+"="+mode, "RIALTO_FAULT="+spec)
	in, err := cmd.StdinPipe() // stays open: a waiting victim waits for its fault, not for us
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out strings.Builder
	cmd.Stdout = &out
	_ = cmd.Run()
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return out.String(), status.Signaled() && status.Signal() == syscall.SIGKILL, cmd.ProcessState.ExitCode()
}

func TestKillIsSIGKILLAtThePass(t *testing.T) {
	for spec, want := range map[string]string{
		"victim.step=kill":   "pass 1\n",
		"victim.step=kill@3": "pass 1\npass 2\npass 3\n",
	} {
		if out, killed, _ := victim(t, "run", spec); !killed || out != want {
			t.Errorf("%s: killed %v after %q, want after %q", spec, killed, out, want)
		}
	}
	if out, killed, _ := victim(t, "run", "victim.step=kill@6"); killed || !strings.HasSuffix(out, "survived\n") {
		t.Errorf("a sixth pass that never comes: killed %v after %q", killed, out)
	}
}

func TestRandomKillsWithinItsWindow(t *testing.T) {
	if out, killed, _ := victim(t, "wait", "random=kill@100ms"); !killed || strings.Contains(out, "survived") {
		t.Errorf("killed %v after %q", killed, out)
	}
}

func TestAMistakeInTheEnvironmentStopsTheProcess(t *testing.T) {
	if out, _, code := victim(t, "run", "victim.step=explode"); code != 2 || out != "" {
		t.Errorf("exit code %d after %q, want 2 before anything ran", code, out)
	}
}
