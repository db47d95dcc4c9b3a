/** OpenAI's chat completions, also as other servers speak them. */
@NullMarked
package dev.sluice.provider.openai;

import org.jspecify.annotations.NullMarked;
