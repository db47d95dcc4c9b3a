/** What can be seen from outside: events, webhooks, the provider's calls. */
@NullMarked
package dev.sluice.e2e.observe;

import org.jspecify.annotations.NullMarked;
