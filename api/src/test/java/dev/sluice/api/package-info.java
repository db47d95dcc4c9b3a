/** The api over real HTTP, with a real broker and a real database. */
@NullMarked
package dev.sluice.api;

import org.jspecify.annotations.NullMarked;
