/** Black-box tests over real processes, faults included: nothing but the public contract. */
@NullMarked
package dev.sluice.e2e;

import org.jspecify.annotations.NullMarked;
