@NullMarked
package dev.sluice.webhooks.replay;

import org.jspecify.annotations.NullMarked;
