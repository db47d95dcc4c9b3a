/** Where webhooks may lead: which URLs, which addresses. */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
