/** Black-box tests of the public contract with real processes, including fault injection. */
@NullMarked
package dev.sluice.e2e;

import org.jspecify.annotations.NullMarked;
