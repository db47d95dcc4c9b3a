/** Claims, sends, settles and retries deliveries. */
@NullMarked
package dev.sluice.dispatcher.deliver;

import org.jspecify.annotations.NullMarked;
