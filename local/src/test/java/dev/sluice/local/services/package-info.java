@NullMarked
package dev.sluice.local.services;

import org.jspecify.annotations.NullMarked;
