/** How much a tenant may ask for: requests and tokens, across all replicas. */
@NullMarked
package dev.sluice.api.limit;

import org.jspecify.annotations.NullMarked;
