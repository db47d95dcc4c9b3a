/** Chats: a model's answer while the caller waits, whole or piece by piece. */
@NullMarked
package dev.sluice.api.chat;

import org.jspecify.annotations.NullMarked;
