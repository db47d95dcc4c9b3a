package dev.sluice.api.http.body;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.Set;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Messages are English for every caller, and sizes of text count code points. */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

  @Bean
  ValidationConfigurationCustomizer validation() {
    return configuration -> {
      configuration.messageInterpolator(
          new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false));
      if (configuration instanceof HibernateValidatorConfiguration hibernate) {
        var mapping = hibernate.createConstraintMapping();
        mapping
            .constraintDefinition(Size.class)
            .includeExistingValidators(true)
            .validatedBy(TextSizeValidator.class);
        hibernate.addMapping(mapping);
      }
    };
  }

  /** As JSON Schema counts {@code minLength} and {@code maxLength}. */
  static final class TextSizeValidator implements ConstraintValidator<Size, String> {

    private int min;
    private int max;

    @Override
    public void initialize(Size size) {
      min = size.min();
      max = size.max();
    }

    @Override
    public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
      if (text == null) {
        return true;
      }
      int length = text.codePointCount(0, text.length());
      return length >= min && length <= max;
    }
  }
}
