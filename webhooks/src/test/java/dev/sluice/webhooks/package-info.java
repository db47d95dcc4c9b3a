@NullMarked
package dev.sluice.webhooks;

import org.jspecify.annotations.NullMarked;
