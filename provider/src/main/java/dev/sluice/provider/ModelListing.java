package dev.sluice.provider;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobError;
import java.util.List;

/** The result of listing a provider's models. */
public sealed interface ModelListing {

  /** The models in the provider's order. */
  record Listed(List<String> models) implements ModelListing {
    public Listed {
      models = List.copyOf(models);
    }
  }

  record Failed(JobError error) implements ModelListing {
    public Failed {
      requireNonNull(error);
    }
  }
}
