package mailfile_test

import (
	"fmt"
	"sync/atomic"
	"testing"
)

// BenchmarkSend writes different mails, 16 at a time on two processors, as notification does.
func BenchmarkSend(b *testing.B) {
	f, _ := folder(b)
	var n atomic.Int64
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m := letter()
			m.ID = fmt.Sprint("order-events/", n.Add(1))
			if err := f.Send(ctx, m); err != nil {
				b.Error(err)
			}
		}
	})
}
