// Package mailfile sends mail into a folder: one .eml file per mail, which any mail program opens.
//
// The idea: the file is named by the mail's id, so sending a mail again replaces the file by the same bytes: a crash in the
// middle leaves half a file only until the next start. Files are neither written aside nor flushed one by one: that cost a
// quarter of a busy shop's time, and the mailbox in the database, which is flushed, has every mail. Nothing that a person typed can add a header: the recipient
// must be one plain address, the subject is encoded where it is not plain ASCII, the body is quoted-printable.
// Files hold personal data: only the owner may read them.
package mailfile

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"rialto/internal/commerce"
	"rialto/internal/notification"
)

// Folder implements notification.Outgoing. Safe for concurrent use, also by several processes.
type Folder struct {
	dir  string
	from mail.Address
}

var _ notification.Outgoing = (*Folder)(nil)

// New makes the folder if it is missing. from is the sender: "Rialto <orders@rialto.test>".
func New(dir, from string) (*Folder, error) {
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("sender %q: %w", from, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("mail folder: %w", err)
	}
	return &Folder{dir, *sender}, nil
}

// Send writes the mail's file.
func (f *Folder) Send(_ context.Context, m notification.Mail) error {
	message, err := f.message(m)
	if err != nil {
		return fmt.Errorf("mail %s: %w", m.ID, err)
	}
	if err := os.WriteFile(filepath.Join(f.dir, name(m)), message, 0o600); err != nil {
		return fmt.Errorf("write mail %s: %w", m.ID, err)
	}
	return nil
}

// name is the file of a mail: its id with everything escaped that could leave the folder.
func name(m notification.Mail) string { return url.QueryEscape(m.ID) + ".eml" }

// message renders a mail by RFC 5322. The same mail gives the same bytes.
func (f *Folder) message(m notification.Mail) ([]byte, error) {
	to, err := mail.ParseAddress(m.To)
	if err != nil || to.Address != m.To {
		return nil, fmt.Errorf("the recipient is not one plain address") // which one is nobody's business in a log
	}
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", f.from.String()},
		{"To", (&mail.Address{Address: to.Address}).String()},
		{"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Date", commerce.FromMicros(m.At).Format(time.RFC1123Z)},
		{"Message-ID", "<" + url.QueryEscape(m.ID) + "@rialto.test>"},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	body := quotedprintable.NewWriter(&b)
	if _, err := body.Write([]byte(m.Text)); err != nil {
		return nil, err
	}
	if err := body.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
