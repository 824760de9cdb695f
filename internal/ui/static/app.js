// The shop works without any of this. Each module listens on the document for what carries its data attribute, so that
// elements which come later, by a swap, need no starting up.
import "./swap.js";
import "./suggest.js";
import "./timeline.js";
import "./theme.js";
import "./stepper.js";
import "./menu.js";
