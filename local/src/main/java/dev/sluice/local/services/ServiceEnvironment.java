package dev.sluice.local.services;

import java.util.HashMap;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The Spring environment of one service: this process's environment variables, overridden by the
 * service's. Names bind as they do in a separate process.
 */
final class ServiceEnvironment {

  private ServiceEnvironment() {}

  static ConfigurableEnvironment with(Map<String, String> variables) {
    Map<String, Object> merged = new HashMap<>(System.getenv());
    merged.putAll(variables);
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, merged));
    return environment;
  }
}
