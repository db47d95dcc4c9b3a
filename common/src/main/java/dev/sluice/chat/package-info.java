/** Requests to models and their answers, independent of any provider. */
@NullMarked
package dev.sluice.chat;

import org.jspecify.annotations.NullMarked;
