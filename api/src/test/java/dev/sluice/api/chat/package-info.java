@NullMarked
package dev.sluice.api.chat;

import org.jspecify.annotations.NullMarked;
