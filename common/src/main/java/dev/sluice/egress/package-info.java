/** Which URLs and addresses webhooks may use. */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
