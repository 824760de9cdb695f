package sim

// checkLinear is filled in below.
func (w *world) checkLinear() {}
