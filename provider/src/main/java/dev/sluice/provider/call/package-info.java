/** What calls to all providers share: HTTP, permits, deadlines, retries, and failures. */
@NullMarked
package dev.sluice.provider.call;

import org.jspecify.annotations.NullMarked;
