@NullMarked
package dev.sluice.api.webhooks;

import org.jspecify.annotations.NullMarked;
