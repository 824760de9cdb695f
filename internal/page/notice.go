package page

import "rialto/internal/ui"

// notices are what a page says once after something was done. The address carries only a name, so that no text of somebody
// else's can be shown as ours.
var notices = map[string]ui.Notice{
	"added":           {Kind: ui.Success, Text: "It is in your cart."},
	"registered":      {Kind: ui.Success, Text: "Welcome! Your account is ready; sign in with your new password."},
	"signed-in":       {Kind: ui.Success, Text: "You are signed in."},
	"signed-out":      {Kind: ui.Info, Text: "You are signed out."},
	"address-added":   {Kind: ui.Success, Text: "The address is saved."},
	"address-removed": {Kind: ui.Info, Text: "The address is gone."},
}

func noticeOf(name string) ui.Notice { return notices[name] }
