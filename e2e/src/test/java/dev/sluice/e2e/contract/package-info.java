/** Tests of the HTTP contract, with each provider protocol. */
@NullMarked
package dev.sluice.e2e.contract;

import org.jspecify.annotations.NullMarked;
