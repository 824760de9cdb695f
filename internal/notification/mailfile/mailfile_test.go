package mailfile_test

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rialto/internal/notification"
	"rialto/internal/notification/mailfile"
)

var ctx = context.Background()

func letter() notification.Mail {
	return notification.Mail{
		ID: "order-events/123/2", To: "ada@example.com", Subject: "Order 123 confirmed: arrives by Fri, 27 Nov",
		Text: "Hello Ada,\n\n  2 × Mug\n.\nFrom here on = fine, " + strings.Repeat("long ", 300) + "\n",
		At:   1_795_521_600_000_000, // 2026-11-24 12:00 UTC
	}
}

func folder(t testing.TB) (*mailfile.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "mail")
	f, err := mailfile.New(dir, "Rialto <orders@rialto.test>")
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

// sent sends a mail and returns the bytes of the only file there is.
func sent(t *testing.T, m notification.Mail) []byte {
	t.Helper()
	f, dir := folder(t)
	if err := f.Send(ctx, m); err != nil {
		t.Fatal(err)
	}
	return only(t, dir)
}

func only(t *testing.T, dir string) []byte {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || !strings.HasSuffix(files[0].Name(), ".eml") {
		t.Fatalf("files %v, %v; want one .eml", files, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAMailReadsBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	m := letter()
	m.Subject = "Bestellung 123 bestätigt 🎁"
	raw := sent(t, m)
	for _, l := range strings.Split(string(raw), "\r\n") {
		if len(l) > 78 && !strings.HasPrefix(l, "Subject") || strings.ContainsAny(l, "\r\n") {
			t.Fatalf("line %q", l)
		}
	}
	got, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil || subject != m.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if to, err := got.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != m.To {
		t.Errorf("to %v, %v", to, err)
	}
	if from, err := got.Header.AddressList("From"); err != nil || from[0].String() != `"Rialto" <orders@rialto.test>` {
		t.Errorf("from %v, %v", from, err)
	}
	if date, err := got.Header.Date(); err != nil || date.UnixMicro() != m.At {
		t.Errorf("date %v, %v", date, err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(got.Body))
	if err != nil || strings.ReplaceAll(string(text), "\r\n", "\n") != m.Text {
		t.Errorf("text %q, %v", text, err)
	}
}

func TestTheSameMailAgainIsTheSameFile(t *testing.T) {
	t.Parallel()
	f, dir := folder(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := f.Send(ctx, letter()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	first := only(t, dir)
	if err := f.Send(ctx, letter()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, only(t, dir)) {
		t.Fatal("the bytes changed")
	}
}

func TestNobodyCanAddAHeader(t *testing.T) {
	t.Parallel()
	m := letter()
	m.Subject = "Order 1\r\nBcc: eve@example.com\r\n\r\nbody"
	m.Text = "Bcc: eve@example.com\n"
	got, err := mail.ReadMessage(bytes.NewReader(sent(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Header) != 8 || got.Header.Get("Bcc") != "" {
		t.Fatalf("headers %v", got.Header)
	}
}

func TestARecipientMustBeOnePlainAddress(t *testing.T) {
	t.Parallel()
	f, dir := folder(t)
	for _, to := range []string{
		"", "nobody", "a@b.com\r\nBcc: eve@example.com", "a@b.com, eve@example.com", "Ada <a@b.com>", "a@b.com\x00", "a@b.com\nx@y.z",
	} {
		m := letter()
		m.To = to
		err := f.Send(ctx, m)
		if err == nil {
			t.Errorf("%q was accepted", to)
		} else if to != "" && strings.Contains(err.Error(), to) {
			t.Errorf("the error repeats the address: %v", err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Fatalf("files %v", files)
	}
}

func TestAnIDCannotLeaveTheFolder(t *testing.T) {
	t.Parallel()
	m := letter()
	m.ID = "../../../etc/passwd"
	sent(t, m)
}

func TestOnlyTheOwnerMayReadMail(t *testing.T) {
	t.Parallel()
	f, dir := folder(t)
	if err := f.Send(ctx, letter()); err != nil {
		t.Fatal(err)
	}
	files, _ := os.ReadDir(dir)
	info, err := files[0].Info()
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
}

func TestABadSenderOrFolderIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := mailfile.New(t.TempDir(), "nobody"); err == nil {
		t.Error("a sender without address was accepted")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mailfile.New(file, "a@b.com"); err == nil {
		t.Error("a file was taken for a folder")
	}
}
