package dev.sluice.local.data;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of one data folder, made once and kept in its {@code keys.env}: with other keys its
 * receipts would be unknown and its webhook secrets unreadable.
 */
public final class Keys {
  /** The administrator's API key. */
  public static final String ADMIN = "SLUICE_ADMIN_KEY";

  private static final String RECEIPTS = "SLUICE_RECEIPTS_KEY";
  private static final String SECRETS = "SLUICE_SECRETS_KEY";
  private static final String DEVELOPMENT = "SLUICE_API_KEY";
  private static final int BYTES = 32;

  private final EnvFile file;
  private final Map<String, String> kept;

  private Keys(EnvFile file, Map<String, String> kept) {
    this.file = file;
    this.kept = kept;
  }

  /** The kept keys; those that are missing are made now. */
  static Keys keptIn(EnvFile file) {
    Map<String, String> keys = new LinkedHashMap<>(file.read());
    keys.computeIfAbsent(RECEIPTS, _ -> Base64.getEncoder().encodeToString(random()));
    keys.computeIfAbsent(SECRETS, _ -> Base64.getEncoder().encodeToString(random()));
    keys.computeIfAbsent(ADMIN, _ -> "slk_" + urlSafe(random()));
    file.write(keys);
    return new Keys(file, keys);
  }

  /** What the services need, by the names of their variables. */
  public Map<String, String> ofServices() {
    Map<String, String> keys = new LinkedHashMap<>(kept);
    keys.remove(DEVELOPMENT);
    return keys;
  }

  public String admin() {
    return kept.getOrDefault(ADMIN, "");
  }

  /** The API key that the stack once made for its user; empty where it has made none. */
  public String development() {
    return kept.getOrDefault(DEVELOPMENT, "");
  }

  /** Keeps the user's API key for the next start. */
  public void keepDevelopment(String key) {
    kept.put(DEVELOPMENT, key);
    file.write(kept);
  }

  private static String urlSafe(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** Never shows a key. */
  @Override
  public String toString() {
    return "Keys[%s]".formatted(file.path());
  }
}
