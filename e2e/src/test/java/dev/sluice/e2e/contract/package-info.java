/** The HTTP contract, endpoint by endpoint, over each provider protocol. */
@NullMarked
package dev.sluice.e2e.contract;

import org.jspecify.annotations.NullMarked;
