using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Qga.Linux.Sessions;

/// <summary>The records of utmp(5): who is logged in.</summary>
public static class LoginRecords
{
    // struct utmp keeps the sizes of 32-bit programs on x86-64, so that both kinds share the file; arm64 never had to.
    private static readonly bool s_isWide = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>sizeof(struct utmp).</summary>
    public static int RecordSize => s_isWide ? 400 : 384;

    /// <summary>Where ut_type is: a 16-bit number.</summary>
    public const int TypeOffset = 0;

    /// <summary>USER_PROCESS, the type of a user's session.</summary>
    public const short UserProcess = 7;

    /// <summary>Where ut_user is.</summary>
    public const int UserOffset = 44;

    /// <summary>How long ut_user is; a name of this length has no zero at its end.</summary>
    public const int UserLength = 32;

    /// <summary>Where ut_tv is.</summary>
    public static int TimeOffset => s_isWide ? 344 : 340;

    /// <summary>sizeof(ut_tv): seconds and microseconds, of the same size each.</summary>
    public static int TimeSize => s_isWide ? 16 : 8;

    /// <summary>Reads the file's content.</summary>
    /// <param name="records">The content; a last record that is not whole is passed over.</param>
    /// <returns>The sessions of users, in the file's order.</returns>
    public static List<LoginSession> Read(ReadOnlySpan<byte> records)
    {
        List<LoginSession> sessions = [];
        for (; records.Length >= RecordSize; records = records[RecordSize..])
        {
            if (BinaryPrimitives.ReadInt16LittleEndian(records[TypeOffset..]) == UserProcess)
            {
                ReadOnlySpan<byte> name = records.Slice(UserOffset, UserLength);
                int end = name.IndexOf((byte)0);
                sessions.Add(new(Encoding.UTF8.GetString(end < 0 ? name : name[..end]), Time(records[TimeOffset..])));
            }
        }

        return sessions;
    }

    private static double Time(ReadOnlySpan<byte> value) => s_isWide
        ? BinaryPrimitives.ReadInt64LittleEndian(value) + (BinaryPrimitives.ReadInt64LittleEndian(value[8..]) / 1e6)
        : BinaryPrimitives.ReadUInt32LittleEndian(value) + (BinaryPrimitives.ReadInt32LittleEndian(value[4..]) / 1e6);
}

/// <summary>A login.</summary>
/// <param name="User">The account's name.</param>
/// <param name="Time">When it was, in seconds since 1970.</param>
public readonly record struct LoginSession(string User, double Time);
