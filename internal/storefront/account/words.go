package account

import (
	"net/url"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

func registerHref(next string) string { return "/register?next=" + url.QueryEscape(next) }

func signInHref(next string) string { return "/signin?next=" + url.QueryEscape(next) }

func (v signInView) title() string {
	if v.Waiting {
		return "Sign in to go on"
	}
	return "Sign in"
}

// lede says why somebody is asked in the middle of something.
func (v signInView) lede() string {
	kept := "Nothing is lost: what you filled in is sent as soon as you are signed in."
	switch {
	case v.Waiting && v.Guest:
		return "This needs an account. " + kept
	case v.Waiting:
		return "Your session has ended. " + kept
	}
	return ""
}

// terms are what is known of a person.
func terms(u *identityv1.User, now time.Time) []ui.Term {
	return []ui.Term{
		{Name: "Name", Text: u.GetName()},
		{Name: "E-mail", Text: u.GetEmail()},
		{Name: "Customer since", Content: ui.OnDay(commerce.FromMicros(u.GetCreatedAt()))},
		{Name: "Rialto Plus", Content: membership(u.GetMemberUntil(), now)},
	}
}
