/** One error shape for everything that Sluice answers with a status of 400 and above. */
@NullMarked
package dev.sluice.api.http.errors;

import org.jspecify.annotations.NullMarked;
