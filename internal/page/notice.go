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

	"order-canceled":  {Kind: ui.Success, Text: "The order is canceled; what was paid goes back."},
	"order-retried":   {Kind: ui.Info, Text: "The checkout is tried again now."},
	"shipment-moved":  {Kind: ui.Success, Text: "The shipment has moved on."},
	"product-saved":   {Kind: ui.Success, Text: "The product is saved. Shoppers find it within a second."},
	"picture-added":   {Kind: ui.Success, Text: "The picture is there, in every size."},
	"picture-removed": {Kind: ui.Info, Text: "The picture is no longer shown."},
	"stock-set":       {Kind: ui.Success, Text: "The stock is set and booked in the ledger."},
	"coupon-made":     {Kind: ui.Success, Text: "The coupon works in the shop now."},
	"switched":        {Kind: ui.Warning, Text: "Switched."},
}

func noticeOf(name string) ui.Notice { return notices[name] }
