//go:build !faults

package fault

import "context"

// Enabled tells tests whether points can be armed in this build.
const Enabled = false

// Point is a place to crash. Without the tag it is nothing at all.
func Point(name string) {}

// Err is a place to crash or to fail. Without the tag it is a constant nil.
func Err(ctx context.Context, name string) error { return nil }

// Arm refuses with ErrDisabled: a build without the tag has no faults to arm.
func Arm(spec string) error { return ErrDisabled }

// Disarm does nothing without the tag.
func Disarm() {}

// Names is empty without the tag: no pass is recorded.
func Names() []string { return nil }
