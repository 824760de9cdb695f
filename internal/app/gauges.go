package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/inventory"
	"rialto/internal/ledger"
	"rialto/internal/order"
)

// What rooms count of themselves. Two of them are alarms: anything above zero wants a person.
var (
	stuckDesc   = prometheus.NewDesc("rialto_order_sagas_stuck", "Checkouts, cancellations and refunds that need a person. ALARM above 0.", nil, nil)
	findingDesc = prometheus.NewDesc("rialto_ledger_findings_open", "Disagreements of orders, books and gateway that nothing explains. ALARM above 0.", nil, nil)
	hotDesc     = prometheus.NewDesc("rialto_inventory_hot_products", "Products that many want at once, now.", []string{"by"}, nil)
	switchDesc  = prometheus.NewDesc("rialto_inventory_hot_switches_total", "Times a product became hot, or cooled down.", []string{"to"}, nil)
	refusedDesc = prometheus.NewDesc("rialto_inventory_refused_total", "Reservations refused without asking the store.", []string{"by"}, nil)
	batchDesc   = prometheus.NewDesc("rialto_inventory_batch_reservations", "Reservations of a hot product that shared a transaction.", nil, nil)
)

// counted registers one room's numbers; read gives them when somebody looks.
func (a *App) counted(read func(context.Context, chan<- prometheus.Metric), descs ...*prometheus.Desc) {
	a.metrics.MustRegister(collector{descs, read})
}

type collector struct {
	descs []*prometheus.Desc
	read  func(context.Context, chan<- prometheus.Metric)
}

// Describe implements prometheus.Collector.
func (c collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c.read(ctx, ch)
}

func gauge(d *prometheus.Desc, n int, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
}

func total(d *prometheus.Desc, n int64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
}

func (a *App) countOrders(svc *order.Service) {
	a.counted(func(ctx context.Context, ch chan<- prometheus.Metric) {
		if n, err := svc.Stuck(ctx); err == nil {
			ch <- gauge(stuckDesc, int(n))
		}
	}, stuckDesc)
}

func (a *App) countFindings(svc *ledger.Service) {
	a.counted(func(_ context.Context, ch chan<- prometheus.Metric) {
		ch <- gauge(findingDesc, int(svc.OpenFindings()))
	}, findingDesc)
}

func (a *App) countStock(svc *inventory.Service) {
	a.counted(func(_ context.Context, ch chan<- prometheus.Metric) {
		t := svc.Traffic()
		ch <- gauge(hotDesc, t.Hot, "crowd")
		ch <- gauge(hotDesc, t.Flagged, "flag")
		ch <- total(switchDesc, t.Heated, "hot")
		ch <- total(switchDesc, t.Cooled, "cool")
		ch <- total(refusedDesc, t.SoldOut, "sold_out")
		ch <- total(refusedDesc, t.Gated, "gate")
		ch <- batches(t)
	}, hotDesc, switchDesc, refusedDesc, batchDesc)
}

// batches turns the counts of transactions by size into a histogram, whose buckets hold all smaller ones too.
func batches(t inventory.Traffic) prometheus.Metric {
	buckets, sum := map[float64]uint64{}, uint64(0)
	for i, n := range t.Batches {
		sum += uint64(n)
		buckets[float64(inventory.Buckets[i])] = sum
	}
	return prometheus.MustNewConstHistogram(batchDesc, sum, float64(t.Batched), buckets)
}
