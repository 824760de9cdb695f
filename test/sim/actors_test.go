package sim

import (
	"fmt"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/errs"
)

// play lets everybody act: two to six orders, and those who get in their way.
func (w *world) play() {
	d := w.actor("cast")
	for i := range 2 + d.n(2) {
		for j := range 1 + d.n(2) {
			w.spawn(func() { newBuyer(w, int64(100+i), j).act() })
		}
	}
	for i := range d.n(2) {
		w.spawn(func() { w.changePrices(i) })
	}
	for i := range d.n(4) {
		w.spawn(func() { w.changeStock(i) })
	}
	if d.chance(2000) {
		w.spawn(w.strand)
	}
	if d.chance(2000) {
		w.spawn(w.moveStock)
	}
	if w.weather.network > 0 && d.chance(2500) {
		w.spawn(w.moveClocks)
	}
	if w.weather.kills > 0 {
		w.spawn(w.killer)
	}
}

// moveClocks sets the clock of a room up to an hour off, forward or back. Timers do not notice.
func (w *world) moveClocks() {
	d := w.actor("clocks")
	for range 1 + d.n(2) {
		time.Sleep(d.between(100*time.Millisecond, 6*time.Second))
		p := w.all[d.n(len(w.all))]
		p.skew.Store(int64(d.between(-time.Hour, time.Hour)))
		w.ahead = max(w.ahead, p.skew.Load())
		w.say("the clock of %s is wrong by %s", p.name, time.Duration(p.skew.Load()))
	}
}

// killer ends rooms at moments that no call chooses.
func (w *world) killer() {
	d := w.actor("killer")
	for range d.n(4) {
		time.Sleep(d.between(50*time.Millisecond, 5*time.Second))
		w.all[d.n(len(w.all))].kill(d)
	}
}

func (w *world) changePrices(i int) {
	d := w.actor(fmt.Sprint("prices", i))
	for range 1 + d.n(3) {
		time.Sleep(d.between(10*time.Millisecond, 3*time.Second))
		product := int64(1 + d.n(w.market.products))
		w.market.setPrice(product, int64(300+d.n(3000)))
		w.say("product %d has a new price", product)
	}
}

func (w *world) changeStock(i int) {
	d := w.actor(fmt.Sprint("stock", i))
	time.Sleep(d.between(10*time.Millisecond, 9*time.Second))
	req := &inventoryv1.SetStockRequest{
		ProductId: int64(1 + d.n(w.market.products)), SellerId: seller, WarehouseId: int64(1 + d.n(warehouses)), AvailableQty: int64(d.n(5)),
	}
	insist(w, d, 5, func() error {
		_, err := stockLink{nil, w.inventory}.SetStock(w.ctx, req)
		return err
	})
}

// moveStock carries units from one warehouse to the other, some of which may be spoken for.
func (w *world) moveStock() {
	d := w.actor("porter")
	for i := range 1 + d.n(2) {
		time.Sleep(d.between(10*time.Millisecond, 6*time.Second))
		from := int64(1 + d.n(warehouses))
		req := &inventoryv1.MoveStockRequest{
			MoveId: fmt.Sprint("move-", i), ProductId: int64(1 + d.n(w.market.products)), SellerId: seller, FromWarehouseId: from,
			ToWarehouseId: 1 + from%warehouses, Quantity: int64(1 + d.n(2)),
		}
		insist(w, d, 6, func() error {
			_, err := stockLink{nil, w.inventory}.MoveStock(w.ctx, req)
			return err
		})
	}
}

// strand holds stock for an order that nobody will ever place, as a client does that has lost its memory. The sweeper of the
// order room must give it back.
func (w *world) strand() {
	d := w.actor("stranger")
	w.mu.Lock()
	w.history.mixed[1] = true
	w.mu.Unlock()
	time.Sleep(d.between(10*time.Millisecond, 3*time.Second))
	req := &inventoryv1.ReserveRequest{
		UserId: 999, OrderId: "stranded", WarehouseIds: []int64{1}, Deadline: w.inventory.now().Add(2 * time.Second).UnixMicro(),
		Lines: []*inventoryv1.ReserveLine{{ProductId: 1, SellerId: seller, Quantity: 1}},
	}
	insist(w, d, 3, func() error {
		_, err := stockLink{nil, w.inventory}.Reserve(w.ctx, req)
		return err
	})
}

// insist asks until there is an answer, at most so many times.
func insist(w *world, d *dice, tries int, ask func() error) (err error) {
	for range tries {
		if err = ask(); err == nil || !errs.Unanswered(err) {
			return err
		}
		time.Sleep(d.between(20*time.Millisecond, 1500*time.Millisecond))
	}
	return err
}
