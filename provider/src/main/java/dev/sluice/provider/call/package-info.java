/**
 * What every call to every provider has in common: permits, the deadline, aborting, quick retries,
 * the classification of failures.
 */
@NullMarked
package dev.sluice.provider.call;

import org.jspecify.annotations.NullMarked;
