/** Tests that need both the statements of this package and the dispatcher's test bed. */
@NullMarked
package dev.sluice.webhooks.delivery;

import org.jspecify.annotations.NullMarked;
