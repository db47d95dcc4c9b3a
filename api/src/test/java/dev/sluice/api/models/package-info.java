@NullMarked
package dev.sluice.api.models;

import org.jspecify.annotations.NullMarked;
