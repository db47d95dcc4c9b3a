/** What is asked of a model and what it answers, independent of any provider. */
@NullMarked
package dev.sluice.chat;

import org.jspecify.annotations.NullMarked;
