package faults

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestCtrlCStopsCleanlyAndTheNextStartGoesOn is the first thing that anybody does with a server.
func TestCtrlCStopsCleanlyAndTheNextStartGoesOn(t *testing.T) {
	t.Parallel()
	st := begin(t)
	st.ready(deeds[0])
	st.buy()
	if err := st.shop.process.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-st.shop.died:
	case <-time.After(30 * time.Second):
		t.Fatalf("Ctrl-C does not stop it\n%s", st.shop.output)
	}
	if code := st.shop.process.ProcessState.ExitCode(); code != 0 || !strings.Contains(st.shop.output.String(), "everything is saved") {
		t.Fatalf("exit status %d\n%s", code, st.shop.output)
	}
	st.shop = open(t, st.data, st.listen, "")
	if strings.Contains(st.shop.output.String(), "operator account") {
		t.Error("the second start speaks of a new operator account")
	}
	st.end()
}

// TestASecondShopOnTheSameFolderIsRefused keeps two processes from writing the same books.
func TestASecondShopOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	st := begin(t)
	second := open(t, st.data, "127.0.0.1:0", "")
	select {
	case <-second.died:
	case <-time.After(30 * time.Second):
		t.Fatal("two shops serve one folder")
	}
	if code := second.process.ProcessState.ExitCode(); code != 1 || !strings.Contains(second.output.String(), "in use") {
		t.Fatalf("exit status %d\n%s", code, second.output)
	}
}
