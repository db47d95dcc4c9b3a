/** The services and the simulator, each configured as in a separate process. */
@NullMarked
package dev.sluice.local.services;

import org.jspecify.annotations.NullMarked;
