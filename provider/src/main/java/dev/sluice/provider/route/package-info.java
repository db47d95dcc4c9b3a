/** Which provider a model is called at, and how the providers are set up from configuration. */
@NullMarked
package dev.sluice.provider.route;

import org.jspecify.annotations.NullMarked;
