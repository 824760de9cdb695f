// Package fault marks the places where a process may be made to fail.
//
// It owns the names of crash points and the one way to arm them. The idea: product code calls Point
// or Err where a crash or a lost answer would hurt most; a normal build compiles both to nothing, a
// build with the tag "faults" looks the name up on each pass and does what is armed for it.
//
//	RIALTO_FAULT="order.confirm=kill"          SIGKILL to this process at each pass
//	RIALTO_FAULT="order.confirm=kill@3"        only at the third pass
//	RIALTO_FAULT="pay.capture=error@1"         Err returns ErrInjected at the first pass
//	RIALTO_FAULT="pay.capture=hang"            Err waits for the end of its context, Point for Disarm
//	RIALTO_FAULT="random=kill@250ms"           SIGKILL at a random moment within 250 ms
//
// Several are separated by commas. Tests in the same process use Arm and Disarm instead, and Names to
// loop over every point that a first, undisturbed run has passed. It asks nothing of other packages
// and never changes the behaviour of a build without the tag.
package fault

import "errors"

// ErrInjected is what Err returns (wrapped with the point's name) where "error" is armed. It says
// nothing about whether the work before the point took effect: the place of the call decides that.
var ErrInjected = errors.New("injected fault")

// ErrDisabled is what Arm returns in a build without the tag, so that a fault test cannot pass
// without its faults.
var ErrDisabled = errors.New("fault points are compiled only with the build tag \"faults\"")
