/** Quotas of requests and tokens per tenant, shared by all replicas. */
@NullMarked
package dev.sluice.api.quota;

import org.jspecify.annotations.NullMarked;
