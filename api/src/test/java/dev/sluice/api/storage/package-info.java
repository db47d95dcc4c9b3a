@NullMarked
package dev.sluice.api.storage;

import org.jspecify.annotations.NullMarked;
