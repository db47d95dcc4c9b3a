/** Many jobs submitted with one request, line by line. */
@NullMarked
package dev.sluice.api.batch;

import org.jspecify.annotations.NullMarked;
