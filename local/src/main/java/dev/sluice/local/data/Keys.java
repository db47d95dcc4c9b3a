package dev.sluice.local.data;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of one data directory, generated once and stored in its {@code keys.env}. With other
 * keys, receipts would be invalid and webhook secrets could not be decrypted.
 */
public final class Keys {
  /** The administrator's API key. */
  public static final String ADMIN = "SLUICE_ADMIN_KEY";

  private static final String RECEIPTS = "SLUICE_RECEIPTS_KEY";
  private static final String SECRETS = "SLUICE_SECRETS_KEY";
  private static final String DEVELOPMENT = "SLUICE_API_KEY";
  private static final int BYTES = 32;

  private final EnvFile file;
  private final Map<String, String> keys;

  private Keys(EnvFile file, Map<String, String> keys) {
    this.file = file;
    this.keys = keys;
  }

  /** Loads the keys and generates those that are missing. */
  static Keys loadOrCreate(EnvFile file) {
    Map<String, String> keys = new LinkedHashMap<>(file.read());
    keys.computeIfAbsent(RECEIPTS, _ -> Base64.getEncoder().encodeToString(random()));
    keys.computeIfAbsent(SECRETS, _ -> Base64.getEncoder().encodeToString(random()));
    keys.computeIfAbsent(ADMIN, _ -> "slk_" + urlSafe(random()));
    file.write(keys);
    return new Keys(file, keys);
  }

  /** The services' keys, by environment variable. */
  public Map<String, String> forServices() {
    Map<String, String> forServices = new LinkedHashMap<>(keys);
    forServices.remove(DEVELOPMENT);
    return forServices;
  }

  public String adminKey() {
    return keys.getOrDefault(ADMIN, "");
  }

  /** The user's API key; empty if none was created yet. */
  public String developmentKey() {
    return keys.getOrDefault(DEVELOPMENT, "");
  }

  /** Stores the user's API key for the next start. */
  public void saveDevelopmentKey(String key) {
    keys.put(DEVELOPMENT, key);
    file.write(keys);
  }

  private static String urlSafe(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** Contains no key. */
  @Override
  public String toString() {
    return "Keys[%s]".formatted(file.path());
  }
}
