package page

import "rialto/internal/ui"

// notices are what a page says once after something was done. The address carries only a name, so that no text of somebody
// else's can be shown as ours.
var notices = map[string]ui.Notice{
	"added":           {Kind: ui.Success, Text: "It is in your cart."},
	"registered":      {Kind: ui.Success, Text: "Welcome! Your account is ready; sign in with your new password."},
	"welcome":         {Kind: ui.Success, Text: "Welcome! Your account is ready, and you are signed in."},
	"signed-out":      {Kind: ui.Info, Text: "You are signed out."},
	"address-added":   {Kind: ui.Success, Text: "The address is saved."},
	"address-removed": {Kind: ui.Info, Text: "The address is gone."},
	"card-removed":    {Kind: ui.Info, Text: "The card is gone."},

	"replaced":         {Kind: ui.Warning, Text: "It is in your cart. It took the place of the same product from another seller: a cart holds one offer of a product."},
	"removed":          {Kind: ui.Info, Text: "It is out of your cart."},
	"not-in-cart":      {Kind: ui.Info, Text: "That product was no longer in your cart."},
	"coupon-kept":      {Kind: ui.Success, Text: "The code is kept. What it takes off shows at checkout."},
	"coupon-removed":   {Kind: ui.Info, Text: "The code is gone."},
	"nothing-to-buy":   {Kind: ui.Info, Text: "There is nothing in your cart. If you have just bought it, it is among your orders."},
	"ordered":          {Kind: ui.Success, Text: "Thank you! Your order is placed, and a confirmation is on its way to you."},
	"canceled":         {Kind: ui.Info, Text: "The order is canceled. What was paid goes back to you."},
	"canceled-in-part": {Kind: ui.Warning, Text: "Some of it had left already. The rest is canceled and paid back."},
	"canceling":        {Kind: ui.Info, Text: "The order is being canceled. This page shows when it is done."},

	"order-canceled":  {Kind: ui.Success, Text: "The order is canceled; what was paid goes back."},
	"refunded":        {Kind: ui.Success, Text: "The money is on its way back."},
	"card-blocked":    {Kind: ui.Success, Text: "The gift card is blocked."},
	"received":        {Kind: ui.Success, Text: "The transfer is booked; the order goes on."},
	"paid-out":        {Kind: ui.Success, Text: "The refund is booked as paid out."},
	"reconciled":      {Kind: ui.Success, Text: "Compared. What nothing explains stands below."},
	"drop-made":       {Kind: ui.Success, Text: "The drop is announced."},
	"drop-changed":    {Kind: ui.Success, Text: "The drop is changed."},
	"drop-ended":      {Kind: ui.Success, Text: "The drop is over."},
	"order-retried":   {Kind: ui.Info, Text: "The checkout is tried again now."},
	"shipment-moved":  {Kind: ui.Success, Text: "The shipment has moved on."},
	"product-saved":   {Kind: ui.Success, Text: "The product is saved. Shoppers find it within a second."},
	"picture-added":   {Kind: ui.Success, Text: "The picture is there, in every size."},
	"picture-removed": {Kind: ui.Info, Text: "The picture is no longer shown."},
	"stock-set":       {Kind: ui.Success, Text: "The stock is set and booked in the ledger."},
	"coupon-made":     {Kind: ui.Success, Text: "The coupon works in the shop now."},
	"switched":        {Kind: ui.Info, Text: "The switch is turned. See what the shop makes of it."},
}

func noticeOf(name string) ui.Notice { return notices[name] }
