/** How a job stands, at once or once it has ended. */
@NullMarked
package dev.sluice.api.status;

import org.jspecify.annotations.NullMarked;
