@NullMarked
package dev.sluice.webhooks.delivery;

import org.jspecify.annotations.NullMarked;
